import { correlationOf, sourceStreamOf } from './pin-key.ts';
import { PinnedStrategy } from './pinned-strategy.ts';
import type { StrategyName } from './settings.ts';
import type { Strategy } from './strategy.ts';
import { TurnStrategy } from './turn-strategy.ts';

/** A fresh strategy of the kind named. */
export function strategyOf(name: StrategyName): Strategy {
  switch (name) {
    case 'RoundRobin':
      return new TurnStrategy(true);
    case 'DispatchToSingle':
      return new TurnStrategy(false);
    case 'Pinned':
      return new PinnedStrategy(sourceStreamOf);
    case 'PinnedByCorrelation':
      return new PinnedStrategy((message) => correlationOf(message) ?? sourceStreamOf(message));
    default:
      return name satisfies never;
  }
}
