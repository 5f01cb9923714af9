import { closedTable, idColumn, personColumn, timeColumn } from '../../platform/admin/tables/declaring.ts'

const byRunner = 'The plugin runner alone writes here: programs elsewhere rely on what stands in it.'
const byPlugins = 'Plugins keep their own data here, in a form that they alone know.'
const seqColumn = { name: 'seq', title: 'Number', type: 'number' } as const
const taskColumn = {
  name: 'task_seq',
  title: 'Run',
  type: 'number',
  refersTo: 'plugins_tasks',
  whenGone: 'goes-along',
} as const
/** Which event of a run a program is told of, and where. */
const eventColumns = [
  seqColumn,
  taskColumn,
  { name: 'webhook_href', title: 'Address', type: 'code' },
  { name: 'event', title: 'Of what', type: 'code' },
  timeColumn('created_at', 'Since'),
] as const
const pluginColumn = { name: 'plugin', title: 'Plugin', type: 'code' } as const

const tasks = closedTable(byRunner, {
  name: 'plugins_tasks',
  title: 'Runs of plugins',
  icon: 'puzzle',
  about: 'A plugin that was asked to do something, with what came of it.',
  key: ['seq'],
  label: ({ seq, plugin }) => `${plugin} ${seq}`,
  target: ({ id }) => `plugins/task/${id}`,
  page: ({ seq }) => `/plugins/tasks/${seq}`,
  columns: [
    { ...seqColumn, isHidden: true },
    idColumn,
    pluginColumn,
    personColumn('owner_id', 'Owner'),
    // What was typed may be what nobody else shall read.
    { name: 'parameters_json', title: 'Parameters', type: 'secret' },
    { name: 'data_json', title: 'Data', type: 'secret' },
    { name: 'status', title: 'Outcome', type: 'choice', choices: ['SUCCESS', 'FAILURE', 'UNKNOWN'] },
    { name: 'progress_value', title: 'Progress', type: 'number', isHidden: true },
    { name: 'progress_start', title: 'Progress from', type: 'number', isHidden: true },
    { name: 'progress_target', title: 'Progress to', type: 'number', isHidden: true },
    { name: 'progress_unit', title: 'Unit', type: 'text', isHidden: true },
    { name: 'log', title: 'Log', type: 'long-text' },
    { name: 'made_with', title: 'Made with', type: 'text', isHidden: true },
    timeColumn('started_at', 'Began'),
    timeColumn('finished_at', 'Ended'),
  ],
  search: [
    { column: 'seq', how: 'is' },
    { column: 'plugin', how: 'contains' },
  ],
})

const submissions = closedTable(byRunner, {
  name: 'plugins_submissions',
  title: 'Forms sent to plugins',
  icon: 'ui-checks',
  about: 'One form that was sent to a plugin, or one reaction to another program.',
  columns: [
    idColumn,
    taskColumn,
    { name: 'kind', title: 'Kind', type: 'choice', choices: ['run', 'step', 'reaction'] },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'values_sealed', title: 'Values', type: 'secret' },
    { name: 'job_id', title: 'Job', type: 'code', refersTo: 'tasks_jobs' },
    { name: 'live_log', title: 'Log', type: 'long-text' },
    timeColumn('created_at', 'Sent'),
    timeColumn('ended_at', 'Ended'),
  ],
})

const steps = closedTable(byRunner, {
  name: 'plugins_steps',
  title: 'Steps of plugins',
  icon: 'list-ol',
  about: 'A form that a run waits for, or waited for.',
  key: ['task_seq', 'number'],
  columns: [
    taskColumn,
    { name: 'number', title: 'Number', type: 'number' },
    { name: 'step_id', title: 'Step', type: 'code' },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'href', title: 'Address', type: 'code', isHidden: true },
    { name: 'ui_href', title: 'Address of the form', type: 'code', isHidden: true },
    timeColumn('cleared_at', 'Filled in'),
  ],
})

const links = closedTable(byRunner, {
  name: 'plugins_links',
  title: 'Links of runs',
  icon: 'link',
  about: 'An address that belongs to a run.',
  key: ['seq'],
  columns: [
    seqColumn,
    taskColumn,
    { name: 'type', title: 'Kind', type: 'code' },
    { name: 'href', title: 'Address', type: 'code' },
  ],
})

const subscriptions = closedTable(byRunner, {
  name: 'plugins_subscriptions',
  title: 'Subscribers of runs',
  icon: 'broadcast',
  about: 'A program that is told what happens to a run.',
  key: ['seq'],
  columns: eventColumns,
})

const notices = closedTable(byRunner, {
  name: 'plugins_notices',
  title: 'News for subscribers',
  icon: 'bell',
  about: 'What a subscriber of a run is still to be told.',
  key: ['seq'],
  columns: eventColumns,
})

const files = closedTable(byRunner, {
  name: 'plugins_files',
  title: 'Results of plugins',
  icon: 'file-earmark-bar-graph',
  about: 'A result of a run, kept here or at an address elsewhere.',
  key: ['seq'],
  label: ({ name }) => String(name),
  columns: [
    { ...seqColumn, isHidden: true },
    taskColumn,
    { name: 'submission_id', title: 'Form', type: 'code', refersTo: 'plugins_submissions', isHidden: true },
    { name: 'tag', title: 'Secret', type: 'secret' },
    { name: 'file_id', title: 'File', type: 'code', refersTo: 'files' },
    { name: 'url', title: 'Address', type: 'code' },
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    { name: 'data_type', title: 'Kind', type: 'code' },
    { name: 'content_type', title: 'Media type', type: 'code' },
    { name: 'is_temporary', title: 'For a while', type: 'yes-no', isHidden: true },
    timeColumn('created_at', 'Made'),
  ],
  search: [{ column: 'name', how: 'contains' }],
})

const virtual = closedTable(byRunner, {
  name: 'plugins_virtual',
  title: 'Plugins of plugins',
  icon: 'boxes',
  about: 'A plugin that another one publishes while it runs.',
  key: ['seq'],
  label: ({ name, version }) => `${name} ${version}`,
  columns: [
    { ...seqColumn, isHidden: true },
    { name: 'parent', title: 'Published by', type: 'code' },
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    { name: 'version', title: 'Version', type: 'code', isHidden: true },
    { name: 'description', title: 'Description', type: 'long-text' },
    { name: 'tags_json', title: 'Tags', type: 'json' },
    { name: 'href', title: 'Address', type: 'code' },
    { name: 'declaration_json', title: 'Form', type: 'json', isHidden: true },
  ],
})

const byPages = 'Runners elsewhere are added and removed on their own page.'

const runners = closedTable(byPages, {
  name: 'plugins_runners',
  title: 'Runners elsewhere',
  icon: 'hdd-network',
  about: 'A runner whose plugins people may use here.',
  key: ['seq'],
  label: ({ url }) => String(url),
  columns: [
    { ...seqColumn, isHidden: true },
    { name: 'url', title: 'Address', type: 'code' },
    { name: 'added_by', title: 'Added by', type: 'code' },
    timeColumn('added_at', 'Since'),
    timeColumn('crawled_at', 'Looked at'),
    timeColumn('answered_at', 'Answered'),
    { name: 'failure', title: 'Failure', type: 'text' },
  ],
})

const remote = closedTable(byPages, {
  name: 'plugins_remote',
  title: 'Plugins elsewhere',
  icon: 'puzzle-fill',
  about: 'A plugin that was found on a runner elsewhere.',
  key: ['seq'],
  label: ({ name, version }) => `${name} ${version}`,
  columns: [
    { ...seqColumn, isHidden: true },
    { name: 'runner_seq', title: 'Runner', type: 'number', refersTo: 'plugins_runners', whenGone: 'goes-along' },
    { name: 'url', title: 'Address', type: 'code' },
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    { name: 'version', title: 'Version', type: 'code', isHidden: true },
    { name: 'title', title: 'Title', type: 'text' },
    { name: 'description', title: 'Description', type: 'long-text' },
    { name: 'type', title: 'Kind', type: 'code' },
    { name: 'tags_json', title: 'Tags', type: 'json' },
    { name: 'metadata_json', title: 'Metadata', type: 'json', isHidden: true },
    timeColumn('seen_at', 'Seen'),
    { name: 'is_available', title: 'Available', type: 'yes-no' },
  ],
  search: [{ column: 'name', how: 'contains' }],
})

const remoteRuns = closedTable(byRunner, {
  name: 'plugins_remote_runs',
  title: 'Runs elsewhere',
  icon: 'send',
  about: 'What somebody runs on a runner elsewhere.',
  key: ['seq'],
  label: ({ title, seq }) => `${title} ${seq}`,
  columns: [
    { ...seqColumn, isHidden: true },
    personColumn('owner_id', 'Owner'),
    { name: 'remote_seq', title: 'Plugin', type: 'number', refersTo: 'plugins_remote', whenGone: 'is-cleared' },
    { name: 'title', title: 'Title', type: 'text' },
    { name: 'url', title: 'Address', type: 'code' },
    // What was typed may be what nobody else shall read.
    { name: 'form', title: 'Parameters', type: 'secret' },
    { name: 'resource_json', title: 'Metadata', type: 'secret' },
    { name: 'looks', title: 'Looks', type: 'number', isHidden: true },
    { name: 'failures', title: 'Failures', type: 'number', isHidden: true },
    timeColumn('started_at', 'Began'),
    timeColumn('finished_at', 'Ended'),
  ],
})

const state = closedTable(byPlugins, {
  name: 'plugins_state',
  title: 'Memory of plugins',
  icon: 'memory',
  about: 'A value that a plugin keeps from run to run.',
  key: ['plugin', 'key'],
  columns: [
    pluginColumn,
    { name: 'key', title: 'Key', type: 'code' },
    { name: 'value_json', title: 'Value', type: 'secret' },
  ],
})

const blobs = closedTable(byPlugins, {
  name: 'plugins_blobs',
  title: 'Bytes of plugins',
  icon: 'file-binary',
  about: 'Bytes that a plugin keeps from run to run.',
  key: ['plugin', 'key'],
  columns: [
    pluginColumn,
    { name: 'key', title: 'Key', type: 'code' },
    { name: 'base64', title: 'Bytes', type: 'secret' },
  ],
})

export const adminTables = [
  tasks,
  submissions,
  steps,
  links,
  subscriptions,
  notices,
  files,
  virtual,
  runners,
  remote,
  remoteRuns,
  state,
  blobs,
]
