import type { ReactNode } from 'react';

/** Drawn on a 24 px grid with round 2 px strokes, in the colour of the text beside them. */
const shapes = {
  talk: (
    <>
      <circle cx="12" cy="12" r="9" />
      <circle cx="14.5" cy="9.5" r="2.5" fill="currentColor" stroke="none" />
    </>
  ),
  relay: (
    <>
      <rect x="3" y="8" width="7" height="8" rx="2" />
      <circle cx="18.5" cy="12" r="2.5" />
      <path d="M10 12h6" />
    </>
  ),
  device: (
    <>
      <rect x="6" y="8" width="12" height="12" rx="3" />
      <circle cx="12" cy="14" r="2.5" />
      <path d="M12 8V3" />
    </>
  ),
  usb: (
    <>
      <rect x="8" y="9" width="8" height="9" rx="2" />
      <path d="M10 9V4h4v5M12 18v3" />
    </>
  ),
  bluetooth: <path d="m7 7.5 10 9-5 4.5V3l5 4.5-10 9" />,
  simulated: (
    <>
      <rect x="3" y="5" width="18" height="12" rx="2" />
      <circle cx="12" cy="11" r="2.5" />
      <path d="M9 20.5h6" />
    </>
  ),
  settings: (
    <>
      <path d="M4 7h10M18 7h2M4 17h2M10 17h10" />
      <circle cx="16" cy="7" r="2" />
      <circle cx="8" cy="17" r="2" />
    </>
  ),
  microphone: (
    <>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5 11a7 7 0 0 0 14 0M12 18v3" />
    </>
  ),
  microphoneOff: (
    <>
      <path d="M15 9.5V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.6 2.5M5 11a7 7 0 0 0 11.2 5.6M19 11a7 7 0 0 1-.6 2.8M12 18v3M4 3l16 18" />
    </>
  ),
  ears: (
    <path d="M7 9a5 5 0 1 1 9.5 2.2c-.8 1.6-2.5 2.3-2.5 4.3a3.2 3.2 0 0 1-5.6 2.1M10 9.5a2 2 0 1 1 3.4 1.4" />
  ),
  brain: <path d="M12 3.5 13.9 9l5.6 2-5.6 2-1.9 5.5-1.9-5.5-5.6-2 5.6-2ZM19 16.5v4M17 18.5h4" />,
  voice: <path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3" />,
  stop: <rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" />,
  play: <path d="M8 5.5v13l10.5-6.5Z" fill="currentColor" />,
  conversations: <path d="M4 6h16M4 12h16M4 18h10" />,
  plus: <path d="M12 5v14M5 12h14" />,
  down: <path d="m6 10 6 6 6-6" />,
  server: (
    <>
      <rect x="4" y="4" width="16" height="7" rx="2" />
      <rect x="4" y="13" width="16" height="7" rx="2" />
      <path d="M8 7.5h.01M8 16.5h.01" />
    </>
  ),
  shield: <path d="M12 3.5 19 6v5.5c0 4.3-2.9 7.5-7 9-4.1-1.5-7-4.7-7-9V6Z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** An icon beside words, or in a control with a name of its own: it says nothing to screen readers. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shapes[name]}
    </svg>
  );
}
