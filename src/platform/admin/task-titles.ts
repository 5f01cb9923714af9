import type { Part } from '../app.ts'

/** What a task calls itself, in English; its name where no part of this version knows it. */
export function titleOfTask(parts: readonly Part[], name: string): string {
  return parts.flatMap((part) => part.tasks ?? []).find((task) => task.name === name)?.title ?? name
}

/** Every task of the house, by its title. */
export const allTasks = (parts: readonly Part[]): readonly Readonly<{ name: string; title: string }>[] =>
  parts.flatMap((part) => part.tasks ?? []).map(({ name, title }) => ({ name, title }))
