/** One value that a setting had or has: the highest version is in force, the others are its history. */
export type SettingValueRow = {
  name: string
  /** 1 for the first value that anybody set. */
  version: number
  value_json: string
  set_at: string
  set_by: string
}

declare module '../database/tables.ts' {
  interface Tables {
    settings_values: SettingValueRow
  }
}
