import { closedTable, timeColumn } from '../../../platform/admin/tables/declaring.ts'

const answers = closedTable('Answers are kept and forgotten by the collector; "Process now" asks anew.', {
  name: 'papers_source_answers',
  title: 'Answers of sources',
  icon: 'chat-left-text',
  about: 'What a source said lately, so that it is not asked again for the same.',
  key: ['source', 'question'],
  columns: [
    { name: 'source', title: 'Source', type: 'text' },
    { name: 'question', title: 'Question', type: 'code' },
    { name: 'body_json', title: 'Answer', type: 'json', isHidden: true },
    timeColumn('fetched_at', 'Asked'),
    timeColumn('expires_at', 'Holds until'),
  ],
  search: [{ column: 'question', how: 'is' }],
})

const days = closedTable('The collector alone counts here; limits are set under Settings.', {
  name: 'papers_source_days',
  title: 'Sources by day',
  icon: 'calendar3',
  about: 'How often a source was asked on a day, what that cost, and whether its answers could be read.',
  key: ['source', 'day'],
  columns: [
    { name: 'source', title: 'Source', type: 'text' },
    { name: 'day', title: 'Day', type: 'text' },
    { name: 'requests', title: 'Questions', type: 'number' },
    { name: 'cost_micro_usd', title: 'Cost (millionths of a dollar)', type: 'number' },
    { name: 'contract_detail', title: 'Could not be read', type: 'text' },
    { name: 'contract_sample', title: 'What it sent', type: 'long-text', isHidden: true },
  ],
  search: [{ column: 'source', how: 'is' }],
})

export const sourceTables = [answers, days]
