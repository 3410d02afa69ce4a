import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";

/**
 * A view whose program is loaded when it is first shown; its place waits, or says what went wrong.
 * After `ahead` it is there at once: React lets nobody see what has waited for less than 300 ms.
 */
export function deferred<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | null = null;
  const Later = lazy(async () => ({ default: await load() }));
  function Deferred(props: Props) {
    const [View] = useState(() => loaded ?? Later);
    return (
      <Loading>
        <Suspense fallback={<div className="deferred" aria-busy="true" />}>
          <View {...props} />
        </Suspense>
      </Loading>
    );
  }
  /** Loads the program; where that fails, the place of the view will say so. */
  const ahead = async () => {
    loaded = await load().catch(() => null);
  };
  return Object.assign(Deferred, { ahead });
}

/** Shows its children, or that they could not be shown. */
class Loading extends Component<{ children: ReactNode }, { problem: string | null }> {
  override state = { problem: null };

  static getDerivedStateFromError(error: unknown) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <div role="alert" className="alert">
        <div>
          <strong>This part of the page could not be shown</strong>
          <p>{`${problem}; reload the page.`}</p>
        </div>
      </div>
    );
  }
}
