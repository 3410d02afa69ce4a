import { Component, type ComponentType, lazy, type ReactNode, Suspense } from "react";

/** A view whose program is loaded when it is first shown; its place waits, or says what went wrong. */
export function deferred<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const View = lazy(async () => ({ default: await load() }));
  return function Deferred(props: Props) {
    return (
      <Loading>
        <Suspense fallback={<div className="deferred" aria-busy="true" />}>
          <View {...props} />
        </Suspense>
      </Loading>
    );
  };
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
