/** What an application says about itself. Source: reference sheet of the box on a cable, B.2. */
export interface AppDescriptor {
  /** EchoKit's says `libespidf`: no board can be told by it. */
  readonly project: string;
  readonly version: string;
  readonly idfVersion: string;
  /** As the compiler wrote them: `Jan 23 2026`, `12:34:56`. */
  readonly date: string;
  readonly time: string;
  readonly secureVersion: number;
  /** 64 hex digits: the best identity that a build has. */
  readonly elfSha256: string;
}
