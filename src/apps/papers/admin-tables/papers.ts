import { z } from 'zod'
import {
  closedTable,
  defineAdminTable,
  idColumn,
  personColumn,
  timeColumn,
} from '../../../platform/admin/tables/declaring.ts'
import { editPaper } from '../editing.ts'
import { PAPER_TYPES } from '../importing/types.ts'
import { links } from '../links.ts'
import type { PaperEdit } from '../schemas/papers.ts'
import { PaperPatch } from '../schemas/papers.ts'
import { toPaper } from './declaring.ts'

const statuses = ['new', 'pending', 'running', 'deferred', 'done', 'failed', 'manual', 'deleted']
const line = z.string().max(2_000).nullable()

/** What stands in the columns, as the schema of the API takes it: one set of rules for every way in. */
const patched = (field: 'published_on' | 'language') => (value: string | null) =>
  PaperPatch.safeParse({ [field]: value }).success

const papers = defineAdminTable({
  name: 'papers',
  title: 'Papers',
  icon: 'journal-text',
  about: 'A work that a list or a person named.',
  label: ({ title, doi, id }) => String(title ?? doi ?? id),
  target: ({ id }) => `papers/paper/${id}`,
  page: ({ id }) => links.paper(String(id)),
  columns: [
    idColumn,
    { name: 'seq', title: 'Number', type: 'number', isHidden: true },
    { name: 'title', title: 'Title', type: 'text', edit: line, isHidden: true },
    { name: 'title_html', title: 'Title with markup', type: 'long-text' },
    { name: 'title_fingerprint', title: 'Fingerprint', type: 'code', isHidden: true },
    { name: 'doi', title: 'DOI', type: 'code', edit: line },
    { name: 'doi_raw', title: 'DOI as written', type: 'code', isHidden: true },
    {
      name: 'doi_state',
      title: 'DOI is',
      type: 'choice',
      choices: ['none', 'unchecked', 'registered', 'not_found', 'invalid'],
      isHidden: true,
    },
    { name: 'registration_agency', title: 'Registered by', type: 'text', isHidden: true },
    { name: 'issn', title: 'ISSN', type: 'code', edit: line, isHidden: true },
    { name: 'journal', title: 'Journal', type: 'text', edit: line },
    { name: 'publisher', title: 'Publisher', type: 'text', edit: line, isHidden: true },
    { name: 'type', title: 'Type', type: 'choice', choices: PAPER_TYPES, edit: z.enum(PAPER_TYPES) },
    { name: 'type_raw', title: 'Type as written', type: 'text', isHidden: true },
    {
      name: 'language',
      title: 'Language',
      type: 'text',
      isHidden: true,
      edit: line.refine(patched('language'), 'Two or three small letters, such as en.'),
    },
    { name: 'language_raw', title: 'Language as written', type: 'text', isHidden: true },
    {
      name: 'published_on',
      title: 'Published',
      type: 'text',
      edit: line.refine(
        patched('published_on'),
        'Write 2024, 2024-05 or 2024-05-31: as much as is known, in this order.',
      ),
    },
    { name: 'published_year', title: 'Year', type: 'number', isHidden: true },
    { name: 'volume', title: 'Volume', type: 'text', edit: line, isHidden: true },
    { name: 'issue', title: 'Issue', type: 'text', edit: line, isHidden: true },
    { name: 'pages', title: 'Pages', type: 'text', edit: line, isHidden: true },
    { name: 'article_number', title: 'Article number', type: 'text', isHidden: true },
    { name: 'abstract', title: 'Abstract', type: 'long-text', edit: z.string().max(100_000).nullable() },
    { name: 'authors_json', title: 'Authors', type: 'json' },
    { name: 'alternative_id', title: 'Other id', type: 'code', isHidden: true },
    { name: 'retracted', title: 'Retracted', type: 'yes-no', isHidden: true },
    { name: 'oa_status', title: 'Open access', type: 'text', isHidden: true },
    { name: 'license', title: 'Licence', type: 'text', isHidden: true },
    { name: 'license_url', title: 'Licence at', type: 'text', isHidden: true },
    { name: 'status', title: 'Status', type: 'choice', choices: statuses },
    { name: 'previous_status', title: 'Status before', type: 'text', isHidden: true },
    { name: 'status_before_delete', title: 'Status before deletion', type: 'text', isHidden: true },
    timeColumn('status_changed_at', 'Status since', { isHidden: true }),
    { name: 'failure_code', title: 'Failure', type: 'code', isHidden: true },
    { name: 'failure_detail', title: 'What went wrong', type: 'long-text' },
    {
      name: 'metadata_state',
      title: 'Details',
      type: 'choice',
      choices: ['none', 'partial', 'complete', 'failed'],
      isHidden: true,
    },
    {
      name: 'fulltext_state',
      title: 'Full text',
      type: 'choice',
      choices: ['none', 'stored', 'unavailable', 'blocked'],
      isHidden: true,
    },
    { name: 'attempt_count', title: 'Tries', type: 'number', isHidden: true },
    { name: 'crash_count', title: 'Crashes', type: 'number', isHidden: true },
    { name: 'reset_count', title: 'Resets', type: 'number', isHidden: true },
    timeColumn('next_attempt_at', 'Next try', { isHidden: true }),
    timeColumn('last_attempt_at', 'Last try', { isHidden: true }),
    { name: 'priority', title: 'Priority', type: 'number', isHidden: true },
    { name: 'sources_json', title: 'Sources', type: 'json' },
    { name: 'extra_json', title: 'Other columns', type: 'json' },
    { name: 'import_id', title: 'Import', type: 'code', refersTo: 'papers_imports', isHidden: true },
    { name: 'import_row', title: 'Row', type: 'number', isHidden: true },
    timeColumn('created_at', 'Added'),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
    { name: 'version', title: 'Version', type: 'number', isHidden: true },
  ],
  search: [
    { column: 'id', how: 'is' },
    { column: 'doi', how: 'is' },
    { column: 'title', how: 'contains' },
  ],
  write: async (platform, { row, changes, by }) => {
    await editPaper(platform, by, String(row.id), changes as PaperEdit, Number(row.version))
  },
  closed: {
    create: 'Papers are added under Upload, or on the page of papers.',
    remove: 'Papers are deleted on the page of papers, from where they can come back.',
  },
})

const ids = defineAdminTable({
  name: 'papers_ids',
  title: 'Identifiers',
  icon: 'upc',
  about: 'Another name of a paper than its DOI.',
  key: ['scheme', 'value', 'paper_id'],
  columns: [
    toPaper,
    { name: 'scheme', title: 'Kind', type: 'text', edit: z.string().regex(/^[a-z][a-z0-9_]{0,30}$/), isFixed: true },
    { name: 'value', title: 'Identifier', type: 'code', edit: z.string().max(500), isFixed: true },
  ],
  search: [{ column: 'value', how: 'is' }],
  closed: {
    create: 'Identifiers come with lists and sources.',
    edit: 'An identifier is its own key: delete it instead.',
  },
  target: ({ paper_id }) => `papers/paper/${paper_id}`,
})

const files = closedTable('Full texts are added and removed on the page of their paper, together with the bytes.', {
  name: 'papers_files',
  title: 'Full texts',
  icon: 'file-earmark-pdf',
  about: 'A stored body of a paper.',
  label: ({ source, kind }) => `${kind} (${source})`,
  target: ({ paper_id }) => `papers/paper/${paper_id}`,
  columns: [
    idColumn,
    toPaper,
    { name: 'file_id', title: 'File', type: 'code', refersTo: 'files' },
    { name: 'sha256', title: 'SHA-256', type: 'code', refersTo: 'files_blobs', isHidden: true },
    { name: 'size_bytes', title: 'Size', type: 'bytes' },
    { name: 'media_type', title: 'Media type', type: 'code', isHidden: true },
    { name: 'kind', title: 'Kind', type: 'choice', choices: ['pdf', 'jats_xml', 'html', 'supplement', 'manual'] },
    { name: 'version', title: 'Version', type: 'choice', choices: ['submitted', 'accepted', 'published', 'unknown'] },
    { name: 'license', title: 'Licence', type: 'text', isHidden: true },
    { name: 'source', title: 'Source', type: 'text' },
    { name: 'source_url', title: 'Asked at', type: 'text', isHidden: true },
    { name: 'final_url', title: 'Came from', type: 'text', isHidden: true },
    { name: 'http_etag', title: 'ETag', type: 'code', isHidden: true },
    { name: 'http_last_modified', title: 'Changed there', type: 'text', isHidden: true },
    timeColumn('fetched_at', 'Fetched'),
    personColumn('added_by', 'Added by', { isHidden: true }),
    { name: 'use_note', title: 'May not be used freely', type: 'text', isHidden: true },
  ],
  search: [{ column: 'sha256', how: 'is' }],
})

const attempts = closedTable('Tries are a record of what was done: rows are added and closed, never rewritten.', {
  name: 'papers_attempts',
  title: 'Tries',
  icon: 'arrow-repeat',
  about: 'One try to process a paper.',
  target: ({ paper_id }) => `papers/paper/${paper_id}`,
  columns: [
    idColumn,
    toPaper,
    { name: 'job_id', title: 'Job', type: 'code', refersTo: 'tasks_jobs' },
    { name: 'n', title: 'Number', type: 'number' },
    timeColumn('started_at', 'Began'),
    timeColumn('ended_at', 'Ended'),
    {
      name: 'outcome',
      title: 'Outcome',
      type: 'choice',
      choices: ['done', 'deferred', 'failed', 'manual', 'aborted', 'crashed'],
    },
    { name: 'failure_code', title: 'Failure', type: 'code' },
    { name: 'http_status', title: 'HTTP status', type: 'number', isHidden: true },
    { name: 'host', title: 'Server', type: 'code', isHidden: true },
    { name: 'bytes', title: 'Size', type: 'bytes', isHidden: true },
    { name: 'source', title: 'Source', type: 'text', isHidden: true },
    { name: 'candidate_url', title: 'Asked at', type: 'text', isHidden: true },
    { name: 'steps_json', title: 'Steps', type: 'json' },
  ],
  search: [{ column: 'failure_code', how: 'is' }],
})

/** Papers, and what belongs to one. */
export const paperTables = [papers, ids, files, attempts]
