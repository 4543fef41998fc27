import type { ProjectionContext } from './context.ts';
import { SYSTEM_PROJECTIONS } from './definitions.ts';
import { ManagedProjection } from './managed-projection.ts';

/** The system projections of one node. As long as none is enabled they neither follow the log nor write to it. */
export class SystemProjections {
  readonly all: readonly ManagedProjection[];
  readonly #node: ProjectionContext;

  constructor(node: ProjectionContext) {
    this.#node = node;
    this.all = SYSTEM_PROJECTIONS.map((definition) => new ManagedProjection(node, definition));
  }

  /** The projection of this name, undefined if there is none. */
  find(name: string): ManagedProjection | undefined {
    return this.all.find(({ definition }) => definition.name === name);
  }

  /** Runs those that are enabled; with `enableNew` also those that nobody has enabled or disabled yet. */
  async start(enableNew: boolean): Promise<void> {
    for (const projection of this.all) {
      if (!enableNew || !projection.isNew) {
        await projection.start();
        continue;
      }
      const failure = await projection.enable();
      if (failure !== undefined) {
        this.#node.log('error', 'a projection could not be enabled', {
          projection: projection.definition.name,
          reason: failure.kind,
        });
      }
    }
  }

  /** Stops all and runs those that are enabled again. */
  async restart(): Promise<void> {
    await Promise.all(this.all.map((projection) => projection.restart()));
  }

  /** Stops all, with a checkpoint each; to be called while the node can still write. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((projection) => projection.close()));
  }
}
