export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What the visitor chose; `auto` follows the device. */
export const readTheme = (cookie: string | undefined): Theme => themes.find((theme) => theme === cookie) ?? 'auto'
