/** What is asked for anew when a prompt changed: the list, and every choice of prompts. */
export const promptTouches = [['managed-prompts'], ['prompts']]
