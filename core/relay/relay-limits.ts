/** What one message of the relay may hold at most; checked before anything is made of it. */
export const relayLimits = {
  /** A whole message: the longest frame, or a list of all boxes. */
  messageBytes: 8_388_608,
  /** Bytes, or UTF-16 units of a text: one WebSocket message of a box. */
  payload: 4_194_304,
  /** Letters of ids of boxes, tabs and companions. */
  id: 64,
  /** Boxes in a list, keys of `after`, addresses. */
  elements: 1_024,
  /** Letters of a query, an address, a reason. */
  text: 4_096,
  /** Lists in one message; the longest has two in its pairing and one of boxes. */
  lists: 4,
  /** Lists and maps in each other: message, boxes, box, mode. */
  depth: 4,
  /** Texts, byte strings, lists and maps together: some 40 for each of the boxes. */
  parts: 65_536,
} as const;

/** What the id of a box, a tab or a companion looks like. */
export const relayId = /^[A-Za-z0-9_.:-]{1,64}$/;
