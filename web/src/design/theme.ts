import {
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  PasswordInput,
  Popover,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'
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

/** Mantine in our tokens: only the parts that need its craft (fields, menus, dialogs); the rest are our own primitives. */
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
  components: {
    Input: Input.extend({ vars: () => ({ wrapper: { '--input-bd': 'var(--p-edge)' } as Record<string, string> }) }),
    TextInput: TextInput.extend({ defaultProps: field }),
    PasswordInput: PasswordInput.extend({ defaultProps: field }),
    Textarea: Textarea.extend({ defaultProps: field }),
    Select: Select.extend({
      defaultProps: { ...field, allowDeselect: false, checkIconPosition: 'right', comboboxProps: { shadow: 'md' } },
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'sm', radius: 'sm' } }),
    Switch: Switch.extend({ defaultProps: { size: 'sm', withThumbIndicator: false } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-end', offset: 4, withinPortal: true } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', offset: 6 } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.35 } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, offset: 6 } }),
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
