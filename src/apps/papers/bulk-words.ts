import type { Permission } from '../../platform/accounts/permissions.ts'

export type BulkAction =
  | 'process'
  | 'retry'
  | 'priority'
  | 'tag'
  | 'untag'
  | 'edit'
  | 'manual'
  | 'unavailable'
  | 'delete'
  | 'restore'

type BulkWords = Readonly<{
  title: string
  /** What will happen, in a sentence. */
  about: string
  icon: string
  rule: Permission
  /** Asked for with a red button. */
  isGrave?: boolean
}>

/** What can be done to many papers at once, in the order of the menu. */
export const bulkActions: Readonly<Record<BulkAction, BulkWords>> = {
  process: {
    title: 'Process now',
    about: 'Each of them is looked up and fetched as soon as its hosts allow it.',
    icon: 'play-circle',
    rule: 'papers.operate',
  },
  retry: {
    title: 'Try again',
    about: 'Deferred, failed, manual and done ones become new, and wait for the plan.',
    icon: 'arrow-clockwise',
    rule: 'papers.operate',
  },
  priority: {
    title: 'Set the priority',
    about: 'Papers of a higher priority are planned first.',
    icon: 'sort-up',
    rule: 'papers.edit',
  },
  tag: {
    title: 'Add a tag',
    about: 'Each of them gets the tag.',
    icon: 'tag',
    rule: 'papers.edit',
  },
  untag: {
    title: 'Take a tag off',
    about: 'The tag is taken from those that have it.',
    icon: 'tag-fill',
    rule: 'papers.edit',
  },
  edit: {
    title: 'Set a field',
    about: 'What stands in the field is replaced, as if each were edited by hand; empty clears it.',
    icon: 'pencil',
    rule: 'papers.edit',
  },
  manual: {
    title: 'Mark for a person',
    about: 'They go to the manual queue.',
    icon: 'person-raised-hand',
    rule: 'papers.edit',
  },
  unavailable: {
    title: 'Mark as not available',
    about: 'They count as failed, and are not tried again.',
    icon: 'slash-circle',
    rule: 'papers.edit',
  },
  delete: {
    title: 'Delete',
    about: 'They leave the table; they can be restored.',
    icon: 'trash',
    rule: 'papers.edit',
    isGrave: true,
  },
  restore: {
    title: 'Restore',
    about: 'Deleted ones go back to where they stood.',
    icon: 'arrow-counterclockwise',
    rule: 'papers.edit',
  },
}
