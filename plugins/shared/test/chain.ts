/** The worked example of the similarity chain: a tree of colours and four entities. */
export const colours = {
  GRAPH_ID: 'colours',
  type: 'tree',
  entities: ['color', 'red', 'blue', 'dark blue', 'light blue'],
  relations: [
    { source: 'color', target: 'red' },
    { source: 'color', target: 'blue' },
    { source: 'blue', target: 'dark blue' },
    { source: 'blue', target: 'light blue' },
  ],
}

export const dresses = [
  { ID: 'e1', href: '', color: ['red'] },
  { ID: 'e2', href: '', color: ['dark blue', 'red'] },
  { ID: 'e3', href: '', color: [] },
  { ID: 'e4', href: '', color: ['light blue'] },
]
