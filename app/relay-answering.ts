/** Whether this tab answers boxes: kept through its reloads, and through being discarded by the browser. */
const key = 'echokit.relay.answering';

export const answeringFlag = (storage: Pick<Storage, 'getItem' | 'setItem'>) => ({
  get: (): boolean => storage.getItem(key) === 'yes',
  set: (on: boolean): void => storage.setItem(key, on ? 'yes' : 'no'),
});
