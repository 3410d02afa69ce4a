import { Component, type ReactNode } from "react";

interface Props {
  children: ReactNode;
}

/** Stands in for a part of the page that breaks while it is drawn, so that the rest goes on. */
export class Boundary extends Component<Props, { problem: string | null }> {
  static getDerivedStateFromError(error: unknown) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override state = { problem: null };

  override render() {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <div role="alert" className="alert">
        <div>
          <strong>This part of the page cannot be shown</strong>
          <p>{`${problem}; the rest of the page still works. Reload the page to try again.`}</p>
        </div>
      </div>
    );
  }
}
