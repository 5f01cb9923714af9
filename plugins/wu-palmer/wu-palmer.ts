import type { Taxonomy } from './taxonomy.ts'

/**
 * How alike two nodes are: 1 for the same, 0 where they share nothing that carries meaning. `isRootCounted` says whether
 * sharing the root already is a likeness.
 *
 * @see Z. Wu, M. Palmer, Verb Semantics and Lexical Selection (ACL 1994): twice the depth of the lowest common ancestor
 * over the sum of both depths.
 */
export function wuPalmer(tree: Taxonomy, first: number, second: number, isRootCounted: boolean): number {
  const unmeant = isRootCounted ? 0 : 1
  const both = (tree.depth[first] as number) + (tree.depth[second] as number) - 2 * unmeant
  if (both === 0) return first === second ? 1 : 0
  return Math.max(0, (2 * (commonDepth(tree, first, second) - unmeant)) / both)
}

/** Depth of the lowest common ancestor; 0 for nodes of different trees. */
function commonDepth({ parent, depth }: Taxonomy, first: number, second: number): number {
  let left = first
  let right = second
  while (left !== right) {
    if (left === -1 || right === -1) return 0
    if ((depth[left] as number) >= (depth[right] as number)) left = parent[left] as number
    else right = parent[right] as number
  }
  return left === -1 ? 0 : (depth[left] as number)
}
