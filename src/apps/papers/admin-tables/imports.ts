import { closedTable, idColumn, personColumn, timeColumn } from '../../../platform/admin/tables/declaring.ts'
import { links } from '../links.ts'

const byImports =
  'Imports are started, stopped and taken back on their own page, which keeps papers and counts in step.'

const imports = closedTable(byImports, {
  name: 'papers_imports',
  title: 'Imports',
  icon: 'upload',
  about: 'A list that was read in, or is about to be.',
  label: ({ name }) => String(name),
  target: ({ id }) => `papers/import/${id}`,
  page: ({ id }) => links.import(String(id)),
  columns: [
    idColumn,
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    {
      name: 'state',
      title: 'State',
      type: 'choice',
      choices: ['draft', 'checking', 'queued', 'running', 'done', 'cancelled', 'failed', 'rolling_back', 'rolled_back'],
    },
    { name: 'file_id', title: 'File', type: 'code', refersTo: 'files', isHidden: true },
    { name: 'sha256', title: 'SHA-256', type: 'code', refersTo: 'files_blobs', isHidden: true },
    { name: 'size_bytes', title: 'Size', type: 'bytes' },
    { name: 'format', title: 'Format', type: 'text' },
    { name: 'preset', title: 'Preset', type: 'text', isHidden: true },
    { name: 'plan_json', title: 'Plan', type: 'json' },
    { name: 'policy', title: 'Known papers', type: 'choice', choices: ['skip', 'fill', 'update'], isHidden: true },
    { name: 'rows_done', title: 'Rows read', type: 'number' },
    { name: 'bytes_done', title: 'Bytes read', type: 'bytes', isHidden: true },
    { name: 'inserted', title: 'New', type: 'number' },
    { name: 'updated', title: 'Changed papers', type: 'number' },
    { name: 'duplicates', title: 'Known', type: 'number' },
    { name: 'errors', title: 'Left out', type: 'number' },
    { name: 'warnings', title: 'Warnings', type: 'number', isHidden: true },
    { name: 'issues', title: 'Issues', type: 'number', isHidden: true },
    { name: 'job_id', title: 'Job', type: 'code', refersTo: 'tasks_jobs', isHidden: true },
    { name: 'failure_message', title: 'What went wrong', type: 'text', isHidden: true },
    personColumn('created_by', 'By'),
    timeColumn('created_at', 'Added'),
    timeColumn('started_at', 'Began', { isHidden: true }),
    timeColumn('finished_at', 'Ended', { isHidden: true }),
  ],
  search: [
    { column: 'id', how: 'is' },
    { column: 'name', how: 'contains' },
  ],
})

const issues = closedTable(byImports, {
  name: 'papers_import_issues',
  title: 'Remarks on lists',
  icon: 'exclamation-triangle',
  about: 'What there was to say about a row of a list.',
  key: ['import_id', 'row_number', 'line_number', 'code', 'message'],
  target: ({ import_id }) => `papers/import/${import_id}`,
  columns: [
    { name: 'import_id', title: 'Import', type: 'code', refersTo: 'papers_imports', whenGone: 'goes-along' },
    { name: 'row_number', title: 'Row', type: 'number' },
    { name: 'line_number', title: 'Line', type: 'number', isHidden: true },
    { name: 'column_name', title: 'Column', type: 'text' },
    { name: 'severity', title: 'Weight', type: 'choice', choices: ['error', 'warning', 'info'] },
    { name: 'code', title: 'Code', type: 'code' },
    { name: 'message', title: 'Sentence', type: 'text' },
    { name: 'value', title: 'Value', type: 'text', isHidden: true },
    { name: 'original', title: 'Row as it stood', type: 'long-text' },
    { name: 'paper_id', title: 'Paper', type: 'code', refersTo: 'papers', isHidden: true },
  ],
  search: [{ column: 'code', how: 'is' }],
})

/** Lists, and what was said about their rows. */
export const importTables = [imports, issues]
