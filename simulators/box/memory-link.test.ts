import { describeLink } from './link-contract.testing.ts';
import { createMemoryDial } from './memory-link.ts';

describeLink('a box in the same process', (accept) =>
  Promise.resolve({
    dial: createMemoryDial({
      onBox: (socket) => {
        if (socket.query === '' && socket.id === 'x') return false;
        accept(socket);
        return true;
      },
    }),
    url: 'ws://memory/ws',
    refusingUrl: 'ws://memory/ws',
    flood: 64 * 65_536,
    close: () => Promise.resolve(),
  }),
);
