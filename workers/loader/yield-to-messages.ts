/** Lets what waits for this thread come first: `cancel`, bytes of the line. Without a timer, which a hidden tab delays. */
export function yieldToMessages(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
