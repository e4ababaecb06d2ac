/**
 * What a server's message may hold at most. They bound what decoding can cost: a byte of the message becomes at most
 * one number of a list, 8 bytes for a moment. The dearer parts (texts, byte strings, lists, maps; an empty text is one
 * byte in the message and some 200 in memory) are counted, which leaves them less than half a megabyte.
 */
export const wireLimits = {
  /** A whole message. The longest real ones: 64,016 bytes (1 s of PCM as integers), boxes are sent 3 bytes a sample. */
  messageBytes: 1_048_576,
  /** Elements of one list, or keys of one map: 32 s of samples. */
  elements: 524_288,
  /** UTF-8 bytes of one text. Thoughts in Claude mode are the longest. */
  textBytes: 262_144,
  /** UTF-8 bytes of an event's name. */
  nameBytes: 255,
  /** Lists and maps in each other, below the event's name. Known events need two. */
  depth: 16,
  /** Texts, byte strings, lists, maps and extensions together. */
  parts: 1_024,
} as const;
