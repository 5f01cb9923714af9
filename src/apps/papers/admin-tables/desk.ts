import { closedTable, idColumn, personColumn, timeColumn } from '../../../platform/admin/tables/declaring.ts'
import { toPaper } from './declaring.ts'

const tags = closedTable('Tags are given and taken on the page of a paper, or for many papers in their table.', {
  name: 'papers_tags',
  title: 'Tags',
  icon: 'tags',
  about: 'A word by which papers are found together.',
  key: ['tag', 'paper_id'],
  target: ({ paper_id }) => `papers/paper/${paper_id}`,
  columns: [
    { name: 'tag', title: 'Tag', type: 'text' },
    toPaper,
    personColumn('added_by', 'By'),
    timeColumn('added_at', 'Added'),
  ],
  search: [{ column: 'tag', how: 'is' }],
})

const merges = closedTable('Papers are merged, and parted again, on the page of duplicates and on their own pages.', {
  name: 'papers_merges',
  title: 'Merged papers',
  icon: 'union',
  about: 'A paper that went into another one, and what moved with it.',
  target: ({ kept_id }) => `papers/paper/${kept_id}`,
  columns: [
    idColumn,
    { name: 'kept_id', title: 'Kept', type: 'code', refersTo: 'papers', whenGone: 'goes-along' },
    { name: 'merged_id', title: 'Merged into it', type: 'code', refersTo: 'papers', whenGone: 'goes-along' },
    { name: 'moved_json', title: 'What moved', type: 'json' },
    personColumn('merged_by', 'By'),
    timeColumn('merged_at', 'Merged'),
    timeColumn('undone_at', 'Undone'),
  ],
})

const likenesses = closedTable('Pairs are found by the house, and decided on the page of duplicates.', {
  name: 'papers_likenesses',
  title: 'Likely duplicates',
  icon: 'copy',
  about: 'Two papers that may be one.',
  key: ['first_id', 'second_id'],
  columns: [
    { name: 'first_id', title: 'One', type: 'code', refersTo: 'papers', whenGone: 'goes-along' },
    { name: 'second_id', title: 'The other', type: 'code', refersTo: 'papers', whenGone: 'goes-along' },
    { name: 'rule', title: 'Rule', type: 'choice', choices: ['identifier', 'title'] },
    { name: 'shared', title: 'What they share', type: 'text' },
    timeColumn('found_at', 'Found'),
    personColumn('parted_by', 'Told apart by'),
    timeColumn('parted_at', 'Told apart'),
  ],
})

const mappings = closedTable('Mappings are saved and removed on the page of a list before its import.', {
  name: 'papers_mappings',
  title: 'Saved mappings',
  icon: 'signpost-split',
  about: 'How the columns of a kind of list are read.',
  label: ({ name }) => String(name),
  columns: [
    idColumn,
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'choices_json', title: 'Choices', type: 'json' },
    personColumn('saved_by', 'By'),
    timeColumn('saved_at', 'Saved'),
  ],
  search: [{ column: 'name', how: 'contains' }],
})

/** What people add at the desk. */
export const deskTables = [tags, merges, likenesses, mappings]
