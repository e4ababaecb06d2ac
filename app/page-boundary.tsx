/**
 * Around the pages: one that cannot be shown, because its code did not come or it broke, takes nothing else with it.
 * Conversations live outside of what is drawn, and go on.
 */
import { Component, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { pageBoundaryStrings } from './page-boundary.strings.ts';
import { Button } from './ui/button.tsx';
import { useStrings } from './ui/language.ts';
import { Notice } from './ui/notice.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
  readonly instead: ReactNode;
}

class Boundary extends Component<BoundaryProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { readonly isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    return this.state.isBroken ? this.props.instead : this.props.children;
  }
}

/** Another page is another try. */
export function PageBoundary({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  return (
    <Boundary key={path.split('/')[1] ?? ''} instead={<Broken />}>
      {children}
    </Boundary>
  );
}

function Broken() {
  const strings = useStrings(pageBoundaryStrings);
  return (
    <div style={{ padding: 'var(--space-6)' }}>
      <Notice
        tone="danger"
        title={strings.title}
        actions={
          <Button size="small" onClick={() => location.reload()}>
            {strings.reload}
          </Button>
        }
      >
        {strings.whatToDo}
      </Notice>
    </div>
  );
}
