import { type ComponentType, useEffect, useState } from "react";

/**
 * A view whose program is loaded when it is first shown, or `ahead` of that; its place waits, or says
 * what went wrong. Without Suspense, since React holds back for 300 ms what comes sooner.
 */
export function deferred<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;
  const ahead = () => {
    loading ??= load().then(
      (view) => {
        loaded = view;
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };

  function Deferred(props: Props) {
    const [View, setView] = useState(() => loaded);
    const [problem, setProblem] = useState<string | null>(null);
    useEffect(() => {
      if (View) return;
      ahead().then(
        () => setView(() => loaded),
        (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
      );
    }, [View]);
    if (View) return <View {...props} />;
    if (problem === null) return <div className="deferred" aria-busy="true" />;
    return (
      <div role="alert" className="alert">
        <div>
          <strong>This part of the page could not be loaded</strong>
          <p>{`${problem}; reload the page.`}</p>
        </div>
      </div>
    );
  }
  return Object.assign(Deferred, { ahead });
}
