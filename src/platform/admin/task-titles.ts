import { declaredBy, type Part } from '../app.ts'

type TaskTitle = Readonly<{ name: string; title: string }>

/** What a task calls itself, in English; its name where no part of this version knows it. */
export const titleOfTask = async (parts: readonly Part[], name: string): Promise<string> =>
  (await allTasks(parts)).find((task) => task.name === name)?.title ?? name

/** Every task of the house, by its title. */
export async function allTasks(parts: readonly Part[]): Promise<TaskTitle[]> {
  const tasks = await declaredBy(parts, (part) => part.tasks?.())
  return tasks.map(({ name, title }) => ({ name, title }))
}
