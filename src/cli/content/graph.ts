/** Walks over directed graphs, given as a function from a node to the nodes it points to. */

export type Edges<Node> = (node: Node) => Iterable<Node>;

/** Everything that can be reached from `starts`, these included. */
export function reachableFrom<Node>(starts: Iterable<Node>, edges: Edges<Node>): Set<Node> {
  const seen = new Set<Node>();
  const pending = [...starts];
  while (pending.length > 0) {
    const node = pending.pop() as Node;
    if (seen.has(node)) continue;
    seen.add(node);
    pending.push(...edges(node));
  }
  return seen;
}

/**
 * Every node after the nodes it points to; in a cycle, all but the edge that closes it. The order of `nodes` decides
 * where the edges leave it open.
 */
export function afterTargets<Node>(nodes: Iterable<Node>, edges: Edges<Node>): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  for (const start of nodes) {
    if (seen.has(start)) continue;
    seen.add(start);
    const stack = [{ node: start, targets: edges(start)[Symbol.iterator]() }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.targets.next();
      if (next.done) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(next.value)) {
        seen.add(next.value);
        stack.push({ node: next.value, targets: edges(next.value)[Symbol.iterator]() });
      }
    }
  }
  return order;
}

/** Groups of nodes that can all reach one another (Kosaraju); a node in no cycle is a group of its own. */
export function stronglyConnected<Node>(nodes: Iterable<Node>, edges: Edges<Node>): Node[][] {
  const order = afterTargets(nodes, edges);
  const sources = new Map<Node, Node[]>(order.map((node) => [node, []]));
  for (const node of order) for (const target of edges(node)) sources.get(target)?.push(node);
  const taken = new Set<Node>();
  const groups: Node[][] = [];
  for (const node of order.reverse()) {
    if (taken.has(node)) continue;
    const group = reachableFrom([node], (at) => (sources.get(at) ?? []).filter((from) => !taken.has(from)));
    for (const member of group) taken.add(member);
    groups.push([...group]);
  }
  return groups;
}

/** A shortest way from `start` back to itself within `group`, `start` at both ends; null where there is none. */
export function cycleThrough<Node>(start: Node, group: ReadonlySet<Node>, edges: Edges<Node>): Node[] | null {
  const came = new Map<Node, Node>();
  const pending = [start];
  for (let index = 0; index < pending.length; index++) {
    const node = pending[index] as Node;
    for (const target of edges(node)) {
      if (target === start) {
        const way = [start];
        for (let at = node; at !== start; at = came.get(at) as Node) way.unshift(at);
        return [start, ...way];
      }
      if (!group.has(target) || came.has(target)) continue;
      came.set(target, node);
      pending.push(target);
    }
  }
  return null;
}
