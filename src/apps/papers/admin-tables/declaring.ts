/** The column of a table whose rows go with their paper. */
export const toPaper = {
  name: 'paper_id',
  title: 'Paper',
  type: 'code',
  refersTo: 'papers',
  whenGone: 'goes-along',
} as const
