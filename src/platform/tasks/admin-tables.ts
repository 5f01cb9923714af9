import { closedTable, idColumn, personColumn, timeColumn } from '../admin/tables/declaring.ts'

const byQueue = 'The queue alone writes here: a job is cancelled, tried again or marked as handled on its page.'
const jobColumn = { name: 'job_id', title: 'Job', type: 'code', refersTo: 'tasks_jobs' } as const

const jobs = closedTable(byQueue, {
  name: 'tasks_jobs',
  title: 'Jobs',
  icon: 'cpu',
  about: 'One request for background work.',
  label: ({ task, id }) => `${task} ${String(id).slice(-12)}`,
  target: ({ id }) => `job/${id}`,
  page: ({ id }) => `/jobs/${id}`,
  columns: [
    idColumn,
    { name: 'task', title: 'Kind', type: 'code' },
    {
      name: 'state',
      title: 'State',
      type: 'choice',
      choices: ['queued', 'running', 'succeeded', 'failed', 'cancelled'],
    },
    { name: 'input_json', title: 'Input', type: 'json' },
    { name: 'priority', title: 'Priority', type: 'number', isHidden: true },
    timeColumn('run_at', 'Not before', { isHidden: true }),
    { name: 'unique_key', title: 'Unique key', type: 'code', isHidden: true },
    { name: 'attempt', title: 'Tries', type: 'number' },
    { name: 'max_attempts', title: 'Most tries', type: 'number', isHidden: true },
    { name: 'lease_epoch', title: 'Starts', type: 'number', isHidden: true },
    { name: 'lease_until', title: 'Lease', type: 'number', isHidden: true },
    { name: 'worker_id', title: 'Worker', type: 'code', refersTo: 'tasks_workers', isHidden: true },
    { name: 'crash_count', title: 'Crashes', type: 'number', isHidden: true },
    { name: 'crash_progress', title: 'Progress at the crash', type: 'number', isHidden: true },
    { name: 'progress_value', title: 'Progress', type: 'number', isHidden: true },
    { name: 'progress_total', title: 'Of', type: 'number', isHidden: true },
    { name: 'progress_step', title: 'Step', type: 'text', isHidden: true },
    { name: 'progress_sentence', title: 'Sentence', type: 'text', isHidden: true },
    { name: 'result_json', title: 'Result', type: 'json' },
    { name: 'error_code', title: 'Error', type: 'code' },
    { name: 'error_message', title: 'What went wrong', type: 'text', isHidden: true },
    personColumn('asked_by', 'Asked by'),
    { name: 'subject', title: 'About', type: 'code' },
    { name: 'request_id', title: 'Request', type: 'code', isHidden: true },
    { name: 'retry_of', title: 'Repeats', type: 'code', refersTo: 'tasks_jobs', isHidden: true },
    timeColumn('created_at', 'Asked for'),
    timeColumn('started_at', 'Started', { isHidden: true }),
    timeColumn('finished_at', 'Ended', { isHidden: true }),
    timeColumn('cancel_requested_at', 'Asked to stop', { isHidden: true }),
    personColumn('cancel_requested_by', 'Stopped by', { isHidden: true }),
    timeColumn('handled_at', 'Handled', { isHidden: true }),
  ],
  search: [
    { column: 'id', how: 'is' },
    { column: 'subject', how: 'is' },
    { column: 'error_message', how: 'contains' },
  ],
})

const logLines = closedTable(byQueue, {
  name: 'tasks_log_lines',
  title: 'Lines of jobs',
  icon: 'list-columns',
  about: 'A line that a job wrote.',
  key: ['job_id', 'lease_epoch', 'seq'],
  columns: [
    { ...jobColumn, whenGone: 'goes-along' },
    { name: 'lease_epoch', title: 'Start', type: 'number' },
    { name: 'seq', title: 'Number', type: 'number' },
    { name: 'level', title: 'Level', type: 'choice', choices: ['debug', 'info', 'warn', 'error'] },
    { name: 'line', title: 'Line', type: 'text' },
    timeColumn('created_at', 'When'),
  ],
  search: [{ column: 'line', how: 'contains' }],
})

const holds = closedTable('Kinds of work are held back and let run under Jobs.', {
  name: 'tasks_holds',
  title: 'Work held back',
  icon: 'pause-circle',
  about: 'A kind of work that is not begun for now.',
  key: ['task'],
  target: ({ task }) => `task/${task}`,
  page: () => '/admin/jobs',
  columns: [
    { name: 'task', title: 'Kind', type: 'code' },
    timeColumn('held_at', 'Since'),
    personColumn('held_by', 'Held back by'),
  ],
})

const schedules = closedTable('Schedules come from the program; they are paused and run under Schedules.', {
  name: 'tasks_schedules',
  title: 'Schedules',
  icon: 'calendar-week',
  about: 'Work that comes again by the clock.',
  key: ['name'],
  label: ({ title }) => String(title),
  target: ({ name }) => `schedule/${name}`,
  page: () => '/admin/schedules',
  columns: [
    { name: 'name', title: 'Name', type: 'code' },
    { name: 'title', title: 'Title', type: 'text', isHidden: true },
    { name: 'task', title: 'Kind', type: 'code' },
    { name: 'cron', title: 'Times', type: 'code' },
    { name: 'timezone', title: 'Time zone', type: 'text' },
    { name: 'missed', title: 'If missed', type: 'choice', choices: ['skip', 'once'] },
    timeColumn('next_run_at', 'Next'),
    timeColumn('last_occurrence_at', 'Last'),
    { name: 'last_job_id', title: 'Last job', type: 'code', refersTo: 'tasks_jobs', isHidden: true },
    timeColumn('paused_at', 'Paused'),
    personColumn('paused_by', 'Paused by', { isHidden: true }),
  ],
})

const workers = closedTable('Workers write here themselves.', {
  name: 'tasks_workers',
  title: 'Workers',
  icon: 'pc-display',
  about: 'A process or thread that runs jobs.',
  target: ({ id }) => `worker/${id}`,
  columns: [
    { ...idColumn, isHidden: false },
    { name: 'host', title: 'Machine', type: 'code' },
    { name: 'pid', title: 'Process', type: 'number' },
    { name: 'process_start', title: 'Process began', type: 'code', isHidden: true },
    timeColumn('started_at', 'Started'),
    timeColumn('beat_at', 'Last sign of life'),
    { name: 'lease_until', title: 'Lease', type: 'number', isHidden: true },
    timeColumn('exit_requested_at', 'Asked to end'),
  ],
})

export const adminTables = [jobs, logLines, holds, schedules, workers]
