import { z } from 'zod'
import {
  type AdminTable,
  closedTable,
  defineAdminTable,
  idColumn,
  personColumn,
  timeColumn,
} from '../../platform/admin/tables/declaring.ts'
import { links } from './links.ts'

const byOwner = 'Studies are kept by their owners, on their own pages: files, runs and names stay in step there.'
const studyColumn = {
  name: 'study_id',
  title: 'Study',
  type: 'code',
  refersTo: 'studies_studies',
  whenGone: 'goes-along',
} as const
const count = z.number().int().min(0).max(100_000_000).nullable()

const studies = closedTable(byOwner, {
  name: 'studies_studies',
  title: 'Studies',
  icon: 'folder2-open',
  about: 'Data of one question, with what was computed from them.',
  label: ({ title, id }) => String(title ?? id),
  target: ({ id }) => `studies/study/${id}`,
  page: ({ id }) => links.study(String(id)),
  columns: [
    idColumn,
    personColumn('owner_id', 'Owner'),
    { name: 'title', title: 'Name', type: 'text' },
    { name: 'title_key', title: 'Name as compared', type: 'text', isHidden: true },
    { name: 'about', title: 'What it is about', type: 'long-text', isHidden: true },
    { name: 'notebook', title: 'Notebook', type: 'long-text', isHidden: true },
    { name: 'group_id', title: 'Shared with the group', type: 'code', refersTo: 'accounts_groups' },
    { name: 'is_sample', title: 'Sample', type: 'yes-no' },
    timeColumn('created_at', 'Begun'),
    timeColumn('updated_at', 'Changed'),
    { name: 'version', title: 'Version', type: 'number', isHidden: true },
    timeColumn('binned_at', 'In the bin since'),
  ],
  search: [{ column: 'title', how: 'contains' }],
})

const files = closedTable(byOwner, {
  name: 'studies_files',
  title: 'Files of studies',
  icon: 'file-earmark',
  about: 'A file in a study, with what was noticed of it.',
  label: ({ name, id }) => String(name ?? id),
  columns: [
    idColumn,
    studyColumn,
    { name: 'file_id', title: 'Stored file', type: 'code', refersTo: 'files' },
    { name: 'sha256', title: 'SHA-256', type: 'code', isHidden: true },
    { name: 'size_bytes', title: 'Size', type: 'bytes' },
    { name: 'name', title: 'Name', type: 'text' },
    {
      name: 'format',
      title: 'What it is',
      type: 'choice',
      choices: ['curve', 'structures', 'structure', 'table', 'other'],
    },
    { name: 'report_json', title: 'Remarks', type: 'json', isHidden: true },
    personColumn('added_by', 'Added by'),
    timeColumn('created_at', 'Added'),
  ],
  search: [{ column: 'name', how: 'contains' }],
})

const analyses = closedTable(byOwner, {
  name: 'studies_analyses',
  title: 'Analyses',
  icon: 'graph-up',
  about: 'One run of a plugin on the files of a study, with what came of it.',
  label: ({ title, id }) => String(title ?? id),
  target: ({ study_id }) => `studies/study/${study_id}`,
  page: ({ id }) => links.analysis(String(id)),
  columns: [
    idColumn,
    studyColumn,
    personColumn('owner_id', 'Owner'),
    { name: 'title', title: 'Name', type: 'text' },
    { name: 'title_key', title: 'Name as compared', type: 'text', isHidden: true },
    { name: 'kind', title: 'Kind', type: 'code' },
    { name: 'kind_title', title: 'Kind in words', type: 'text', isHidden: true },
    { name: 'parameters_json', title: 'Settings', type: 'json', isHidden: true },
    { name: 'sealed', title: 'What waits', type: 'secret' },
    { name: 'inputs_json', title: 'Files', type: 'json', isHidden: true },
    { name: 'run', title: 'Run', type: 'code' },
    { name: 'state', title: 'State', type: 'choice', choices: ['queued', 'running', 'done', 'failed', 'cancelled'] },
    {
      name: 'failure',
      title: 'Kind of failure',
      type: 'choice',
      choices: ['input', 'limits', 'tool', 'timeout', 'internal'],
    },
    { name: 'sentence', title: 'In a sentence', type: 'text' },
    { name: 'output_bytes', title: 'Size of the results', type: 'bytes' },
    { name: 'summary_json', title: 'Summary', type: 'json', isHidden: true },
    { name: 'tell_by_mail', title: 'By letter', type: 'yes-no', isHidden: true },
    { name: 'sweep_id', title: 'Sweep', type: 'code', isHidden: true },
    timeColumn('created_at', 'Asked for'),
    timeColumn('started_at', 'Began'),
    timeColumn('finished_at', 'Ended'),
    { name: 'made_with', title: 'Made with', type: 'text', isHidden: true },
    timeColumn('expires_at', 'Results go', { isHidden: true }),
    timeColumn('warned_at', 'Told of it', { isHidden: true }),
  ],
  search: [
    { column: 'title', how: 'contains' },
    { column: 'run', how: 'is' },
  ],
})

const people = closedTable(byOwner, {
  name: 'studies_people',
  title: 'People who may look at studies',
  icon: 'people',
  about: 'Somebody whom the owner of a study named.',
  key: ['study_id', 'person_id'],
  columns: [
    studyColumn,
    personColumn('person_id', 'Person'),
    personColumn('added_by', 'Named by'),
    timeColumn('added_at', 'Since'),
  ],
})

const shareLinks = closedTable(byOwner, {
  name: 'studies_links',
  title: 'Links to studies',
  icon: 'link-45deg',
  about: 'An address that lets whoever has it look at a study.',
  columns: [
    idColumn,
    studyColumn,
    { name: 'secret_hash', title: 'Secret', type: 'secret' },
    { name: 'password_hash', title: 'Password', type: 'secret' },
    { name: 'note', title: 'For whom', type: 'text' },
    personColumn('created_by', 'Made by'),
    timeColumn('created_at', 'Made'),
    timeColumn('expires_at', 'Opens until'),
  ],
})

const presets = defineAdminTable({
  name: 'studies_presets',
  title: 'Presets',
  icon: 'sliders',
  about: 'Settings of an analysis that somebody wants to find again.',
  label: ({ title, id }) => String(title ?? id),
  closed: {
    create: 'Presets are kept from the form of an analysis.',
    edit: 'Presets are kept from the form of an analysis.',
  },
  columns: [
    idColumn,
    personColumn('owner_id', 'Owner'),
    { name: 'kind', title: 'Kind', type: 'code' },
    { name: 'title', title: 'Name', type: 'text' },
    { name: 'values_json', title: 'Settings', type: 'json', isHidden: true },
    timeColumn('created_at', 'Made'),
  ],
})

const limits = defineAdminTable({
  name: 'studies_limits',
  title: 'Limits of single people',
  icon: 'speedometer',
  about: 'What one person may have besides or beyond everybody else; empty: as everybody.',
  key: ['person_id'],
  columns: [
    personColumn('person_id', 'Person', { edit: z.uuid(), isFixed: true }),
    { name: 'studies', title: 'Studies, at most', type: 'number', edit: count },
    { name: 'analyses', title: 'Analyses, at most', type: 'number', edit: count },
    { name: 'running', title: 'At once', type: 'number', edit: count },
    { name: 'megabytes', title: 'Storage in MB', type: 'number', edit: count },
    {
      name: 'wish',
      title: 'Asked for',
      type: 'long-text',
      edit: z.string().max(2_000).nullable(),
      help: 'Emptied once it is answered.',
    },
    timeColumn('touched_at', 'Last looked at', { isHidden: true }),
  ],
  blank: (now) => ({ touched_at: now }),
})

const uploads = closedTable(byOwner, {
  name: 'studies_uploads',
  title: 'Files on their way',
  icon: 'cloud-upload',
  about: 'A large file of which parts have come.',
  label: ({ name, id }) => String(name ?? id),
  columns: [
    idColumn,
    studyColumn,
    personColumn('owner_id', 'Owner'),
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'size_bytes', title: 'Size', type: 'bytes' },
    { name: 'sha256', title: 'SHA-256', type: 'code', isHidden: true },
    { name: 'part_bytes', title: 'Size of a part', type: 'bytes', isHidden: true },
    timeColumn('created_at', 'Begun'),
  ],
})

const parts = closedTable(byOwner, {
  name: 'studies_upload_parts',
  title: 'Parts of files on their way',
  icon: 'layers',
  about: 'One part of a large file that has come.',
  key: ['upload_id', 'number'],
  columns: [
    { name: 'upload_id', title: 'File', type: 'code', refersTo: 'studies_uploads', whenGone: 'goes-along' },
    { name: 'number', title: 'Number', type: 'number' },
    { name: 'file_id', title: 'Stored file', type: 'code', refersTo: 'files' },
    { name: 'size_bytes', title: 'Size', type: 'bytes' },
  ],
})

export const adminTables: readonly AdminTable[] = [
  studies,
  files,
  analyses,
  people,
  shareLinks,
  presets,
  limits,
  uploads,
  parts,
]
