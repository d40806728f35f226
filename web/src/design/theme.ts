import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { cssVariables, dark, light } from './tokens.ts'

const { accent, accentHover } = light
// Mantine asks for ten shades; only the filled one and its hover are ever drawn by the parts that we use of it.
const accents: MantineColorsTuple = [
  light.accentSoft,
  light.accentSoft,
  '#c3d3fa',
  '#9bb5f5',
  '#7397ee',
  dark.accent,
  accent,
  accentHover,
  accentHover,
  accentHover,
]

const field = { size: 'sm', radius: 'md' } as const

/** Mantine in our tokens: only the parts that need its craft (fields, choices, dialogs); the rest are our own primitives. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  colors: { accent: accents },
  fontFamily: 'var(--p-font)',
  fontFamilyMonospace: 'var(--p-font-mono)',
  headings: { fontFamily: 'var(--p-font)', fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  radius: { sm: '4px', md: '7px', lg: '12px' },
  // By name and without importing them: what a page does not draw it need not load.
  components: {
    TextInput: { defaultProps: field },
    PasswordInput: { defaultProps: field },
    Textarea: { defaultProps: field },
    Select: {
      defaultProps: { ...field, allowDeselect: false, checkIconPosition: 'right', comboboxProps: { shadow: 'md' } },
    },
    Checkbox: { defaultProps: { size: 'sm', radius: 'sm' } },
    Switch: { defaultProps: { size: 'sm', withThumbIndicator: false } },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.35 } } },
  },
})

const mantineVariables = (colors: typeof light): Record<string, string> => ({
  '--mantine-color-body': colors.surface,
  '--mantine-color-text': colors.text,
  '--mantine-color-dimmed': colors.muted,
  '--mantine-color-placeholder': colors.faint,
  '--mantine-color-default': colors.surface,
  '--mantine-color-default-hover': colors.hover,
  '--mantine-color-default-color': colors.text,
  '--mantine-color-default-border': colors.edge,
  '--mantine-color-error': colors.dangerText,
  '--mantine-color-anchor': colors.accentText,
  '--mantine-color-disabled': colors.sunken,
  '--mantine-color-disabled-color': colors.faint,
  '--mantine-color-disabled-border': colors.line,
})

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...cssVariables(light), ...mantineVariables(light) },
  dark: { ...cssVariables(dark), ...mantineVariables(dark) },
})
