/** Ordinary questions of different lengths, asked in turn where the user brings none. */
export const DEFAULT_PROMPTS: readonly string[] = [
  'Explain in a few sentences why the sky is blue.',
  'Write a short story about a lighthouse keeper who receives a letter.',
  'What are the differences between TCP and UDP? Give one example of each.',
  'Summarise the water cycle for a ten-year-old.',
  'I have rice, two eggs, spinach and a lemon. Suggest a dinner and say how to cook it.',
  'List five questions to ask before signing a lease, with the reason for each.',
  'Translate into French: "The train to the coast leaves at half past seven from platform four."',
  'Write a function that returns the longest common prefix of a list of strings, and explain it.',
]
