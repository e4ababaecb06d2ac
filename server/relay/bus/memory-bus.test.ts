import { describeBus } from './bus-contract.testing.ts';
import { createMemoryExchange } from './memory-bus.ts';

const exchange = createMemoryExchange();
describeBus('the bus in one process', () => Promise.resolve(exchange.connect()));
