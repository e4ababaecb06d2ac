/** Bytes of a console as text: frames and noise between it become replacement characters. */
export const asText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
