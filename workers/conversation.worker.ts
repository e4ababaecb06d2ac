/** Where the conversation lives: the real clock, the real engines, and comlink for the page's commands. */
import { expose } from 'comlink';
import { createEngines } from '../app/engines/create-engines.ts';
import { connectPageEngines } from '../app/engines/page-engines-client.ts';
import type { PageEngines } from '../app/engines/page-engines.ts';
import { Conversation } from './conversation/conversation.ts';
import { workerHost } from './conversation/host.ts';

/** One end answers a port; engines made anew share it. */
const connected = new WeakMap<MessagePort, PageEngines>();

function pageEnginesBehind(port: MessagePort): PageEngines {
  const known = connected.get(port) ?? connectPageEngines(port);
  connected.set(port, known);
  return known;
}

expose(
  new Conversation({
    host: workerHost,
    createEngines: ({ profile, keys, companion }, page) =>
      createEngines(profile, {
        keys,
        ...(companion === undefined ? {} : { companion }),
        ...(page === undefined ? {} : { pageEngines: pageEnginesBehind(page) }),
      }),
  }),
);
