/** The sending half of a MessagePort. */
export interface Outlet<Message> {
  postMessage(message: Message): void;
}
