/** People who do something together: a team that signs off, the members of a project. */
export type GroupRow = {
  id: string
  /** Lower case, as it is spoken of: `too`, `arcops`. */
  name: string
  description: string
  /** Raised with each change of name, description or permissions. */
  version: number
  created_at: string
  created_by: string
  updated_at: string
}

export type GroupMemberRow = {
  group_id: string
  person_id: string
  /** 1: adds and removes members. */
  is_manager: number
  added_at: string
  added_by: string
}

/** What every member of a group may do, whatever their role. */
export type GroupGrantRow = {
  group_id: string
  /** A name of `permissions.ts`; one that is no longer there allows nothing. */
  permission: string
}

declare module '../../database/tables.ts' {
  interface Tables {
    accounts_groups: GroupRow
    accounts_group_members: GroupMemberRow
    accounts_group_grants: GroupGrantRow
  }
}
