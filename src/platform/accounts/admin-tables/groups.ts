import { closedTable, idColumn, personColumn, timeColumn } from '../../admin/tables/declaring.ts'

const byGroups = 'Groups are made, changed and filled under Groups, which keeps what they allow in step.'

const groups = closedTable(byGroups, {
  name: 'accounts_groups',
  title: 'Groups',
  icon: 'people-fill',
  about: 'People who do something together.',
  label: ({ name }) => String(name),
  page: ({ id }) => `/groups/${id}`,
  columns: [
    idColumn,
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    { name: 'description', title: 'Description', type: 'text' },
    { name: 'version', title: 'Version', type: 'number', isHidden: true },
    timeColumn('created_at', 'Made'),
    personColumn('created_by', 'Made by', { isHidden: true }),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
  ],
  search: [{ column: 'name', how: 'contains' }],
})

const groupColumn = {
  name: 'group_id',
  title: 'Group',
  type: 'code',
  refersTo: 'accounts_groups',
  whenGone: 'goes-along',
} as const

const members = closedTable(byGroups, {
  name: 'accounts_group_members',
  title: 'Members of groups',
  icon: 'person-check',
  about: 'Somebody is in a group.',
  key: ['group_id', 'person_id'],
  columns: [
    groupColumn,
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'is_manager', title: 'Manages it', type: 'yes-no' },
    timeColumn('added_at', 'Added'),
    personColumn('added_by', 'Added by', { isHidden: true }),
  ],
})

const grants = closedTable(byGroups, {
  name: 'accounts_group_grants',
  title: 'What groups allow',
  icon: 'unlock',
  about: 'Something that every member of a group may do, whatever their role.',
  key: ['group_id', 'permission'],
  columns: [groupColumn, { name: 'permission', title: 'Permission', type: 'code' }],
})

export const groupTables = [groups, members, grants]
