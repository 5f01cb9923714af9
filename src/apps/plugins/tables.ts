import type { Generated } from 'kysely'

/** What a task ended with; null while it runs. */
type TaskEnd = 'SUCCESS' | 'FAILURE' | 'UNKNOWN'

/** Times are UTC ISO text, `*_json` is JSON text, 0/1 stand for no and yes. */
export type TaskRow = {
  /** The number in its public address. */
  seq: number
  id: string
  /** Identifier of the plugin, `name@version` with dashes for dots. */
  plugin: string
  /** Null: nobody in particular asked, and whoever knows the number may look. */
  owner_id: string | null
  /** What was asked for, secrets masked. */
  parameters_json: string
  /** What the plugin keeps from step to step. */
  data_json: string
  status: TaskEnd | null
  progress_value: number | null
  progress_start: number
  progress_target: number
  progress_unit: string
  log: string
  started_at: string
  finished_at: string | null
  /** Versions of the house and of Node that it was asked of; null for runs from before they were kept. */
  made_with: string | null
}

export type SubmissionKind = 'run' | 'step' | 'reaction'

/** One form that was sent, or one reaction to another program: what one job works on. */
export type SubmissionRow = {
  id: string
  task_seq: number
  kind: SubmissionKind
  /** Of the step or reaction; null for the first form. */
  name: string | null
  /** The values of the form, sealed since they may hold passwords; null once the job has ended. */
  values_sealed: string | null
  job_id: string | null
  /** What the running job has said so far. */
  live_log: string
  created_at: string
  ended_at: string | null
}

export type StepRow = {
  task_seq: number
  number: number
  step_id: string
  /** Name of the step in its plugin; null for a step of another plugin that is passed on. */
  name: string | null
  href: string
  ui_href: string
  /** Null while the task waits for somebody to fill it in. */
  cleared_at: string | null
}

export type LinkRow = { seq: number; task_seq: number; type: string; href: string }

export type SubscriptionRow = {
  seq: number
  task_seq: number
  webhook_href: string
  /** Empty: of everything. */
  event: string
  created_at: string
}

/** What a subscriber is still to be told. */
export type NoticeRow = { seq: number; task_seq: number; webhook_href: string; event: string; created_at: string }

/** A result, or a temporary file: bytes of the house (`file_id`), or an address elsewhere (`url`). */
export type PluginFileRow = {
  seq: number
  task_seq: number
  submission_id: string | null
  /** Secret part of the file's address. */
  tag: string
  file_id: string | null
  url: string | null
  name: string
  data_type: string
  content_type: string
  is_temporary: number
  created_at: string
}

/** A plugin that another one publishes while it runs. */
export type VirtualRow = {
  seq: number
  parent: string
  name: string
  version: string
  description: string
  tags_json: string
  href: string
  /** Its form, as JSON; null where its parent answers all of its addresses itself. */
  declaration_json: string | null
}

/** A runner elsewhere. */
export type RunnerRow = {
  seq: number
  url: string
  added_by: string
  added_at: string
  /** When it was last looked at; null: not yet. */
  crawled_at: string | null
  answered_at: string | null
  /** Why it did not answer the last time; null: it did. */
  failure: string | null
}

/** A plugin on a runner elsewhere. */
export type RemoteRow = {
  seq: number
  runner_seq: number
  /** Its root. */
  url: string
  name: string
  version: string
  title: string
  description: string
  type: string
  tags_json: string
  /** As it was read, checked. */
  metadata_json: string
  seen_at: string
  /** Whether its runner named it the last time. */
  is_available: number
}

/** What somebody runs on a runner elsewhere. */
export type RemoteRunRow = {
  seq: number
  owner_id: string
  /** Null where the plugin is not on the list any more. */
  remote_seq: number | null
  title: string
  /** Of the task. */
  url: string
  /** What was asked for, as the page of the plugin told it: private fields masked. */
  form: string
  /** The task as it was last read. */
  resource_json: string
  looks: number
  /** Looks since the last one that succeeded. */
  failures: number
  started_at: string
  finished_at: string | null
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    plugins_tasks: Omit<TaskRow, 'seq' | 'made_with'> & { seq: Generated<number>; made_with: Generated<string | null> }
    plugins_submissions: SubmissionRow
    plugins_steps: StepRow
    plugins_links: Omit<LinkRow, 'seq'> & { seq: Generated<number> }
    plugins_subscriptions: Omit<SubscriptionRow, 'seq'> & { seq: Generated<number> }
    plugins_notices: Omit<NoticeRow, 'seq'> & { seq: Generated<number> }
    plugins_files: Omit<PluginFileRow, 'seq'> & { seq: Generated<number> }
    plugins_virtual: Omit<VirtualRow, 'seq'> & { seq: Generated<number> }
    plugins_runners: Omit<RunnerRow, 'seq'> & { seq: Generated<number> }
    plugins_remote: Omit<RemoteRow, 'seq'> & { seq: Generated<number> }
    plugins_remote_runs: Omit<RemoteRunRow, 'seq'> & { seq: Generated<number> }
    plugins_state: { plugin: string; key: string; value_json: string }
    plugins_blobs: { plugin: string; key: string; base64: string }
  }
}
