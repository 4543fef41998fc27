/** All that people can do, put together. */
import type { World } from '../world.ts';
import { createActors } from './actors.ts';
import { createGroupActions, type GroupActions } from './group-actions.ts';
import { createInlineActions, type InlineActions } from './inline-actions.ts';
import { createPaymentActions, type PaymentActions } from './payment-actions.ts';
import { createPrivateActions, type PrivateActions } from './private-actions.ts';

export interface Actions extends PrivateActions, PaymentActions, GroupActions, InlineActions {}

export const createActions = (world: World): Actions => {
  const actors = createActors(world);
  return {
    ...createPrivateActions(world, actors),
    ...createPaymentActions(world, actors),
    ...createGroupActions(world, actors),
    ...createInlineActions(world, actors),
  };
};
