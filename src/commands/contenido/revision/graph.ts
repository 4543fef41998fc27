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

/** A shortest way from one node to another through nodes of `within`, both ends named; null where there is none. */
export function shortestWay<Node>(
  from: Node,
  to: Node,
  within: ReadonlySet<Node>,
  edges: Edges<Node>,
): Node[] | null {
  const ways = new Map<Node, Node[]>([[from, [from]]]);
  // A map is walked in the order of insertion, and what is added on the way is walked too.
  for (const [node, way] of ways) {
    if (node === to) return way;
    for (const target of edges(node))
      if (within.has(target) && !ways.has(target)) ways.set(target, [...way, target]);
  }
  return null;
}
