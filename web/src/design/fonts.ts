// Bundled: nothing is loaded from elsewhere. Browsers fetch only the subsets that the shown text needs.
import '@fontsource-variable/inter'
import '@fontsource-variable/vazirmatn'
import '@fontsource-variable/noto-sans-georgian'
