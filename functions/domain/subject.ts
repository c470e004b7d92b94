/** The subjects, with the names that readers see. If two have equal points, the first wins. */
export const SUBJECTS = {
  agents: 'Agents',
  language: 'Language models',
  vision: 'Vision and images',
  robotics: 'Robotics and control',
  speech: 'Speech and sound',
  safety: 'Safety and evaluation',
  data: 'Data and search',
  science: 'Science and health',
  methods: 'Learning methods',
  computing: 'Computing and mathematics',
  other: 'Other subjects',
} as const;

export type Subject = keyof typeof SUBJECTS;

export const SUBJECT_IDS = Object.keys(SUBJECTS).filter((id): id is Subject => id in SUBJECTS);

/** For each subject its arXiv categories, and words that are signs of it. */
const TABLE: [subject: Subject, categories: RegExp, words: RegExp][] = [
  [
    'agents',
    /^cs\.MA$/,
    /\b(?:multi-)?agents?\b|\bagentic|\btools?\b|web navigation|computer[- ]us|deep search|coding agents?|SWE-bench|\bissue resolution/gi,
  ],
  [
    'language',
    /^cs\.CL$/,
    /\bM?LLMs?\b|language (?:model|ideolog)|sparse attention|long[- ]context|\bprompt|in-context|speculative|latent reasoning|chain[- ]of[- ]thought|translation|\bNLP\b|question answering|reading comprehension|text classification|word embedding|\bcorpus\b|\blinguist|English/gi,
  ],
  [
    'vision',
    /^(?:cs\.(?:CV|GR|MM)|eess\.IV)$/,
    /\bimages?\b|\bvision\b|\bvisual|\bvideos?\b|text-to-image|diffusion|\b3D\b|segmentation|object detection|\bpixel|neural fields?|\bdepth\b|\bCLIP\b|\bscenes?\b|\bfaces?\b|\bImageNet|\bphotograph|handwrit|\bscript\b/gi,
  ],
  [
    'robotics',
    /^(?:cs\.(?:RO|SY)|eess\.SY)$/,
    /\brobot|\bdrones?\b|quadcopter|\bmanipulation|locomotion|humanoid|autonomous driving|\bgrasp|\bcontrol\b/gi,
  ],
  ['speech', /^(?:cs\.SD|eess\.AS)$/, /\bspeech recogn|\bspeech\b|\baudio|\bmusic|\bspeaker|\bvoice|acoustic|\bpiano/gi],
  [
    'safety',
    /^cs\.(?:CY|CR)$/,
    /\bsafety\b|jailbreak|\badversar|\battacks?\b|\bfairness|\baudit|\bhallucinat|misalign|toxicity|\bprivacy\b|\bbias(?:es|ed)?\b|\bharm(?:s|ful\w*|less\w*)?\b/gi,
  ],
  [
    'data',
    /^cs\.(?:IR|DB|SI|DL)$/,
    /\brecommend|retrieval[- ]augmented|document retrieval|\bretrieval\b|click-through|\bCTR\b|search engine|knowledge graphs?|\bdatabase|\btime series|\btabular|graph neural|e-commerce|\branking\b/gi,
  ],
  [
    'science',
    /^(?:q-bio|physics|astro-ph|cond-mat|hep|nucl|quant-ph|gr-qc|nlin|math-ph|chao-dyn)|^(?:eess\.SP|cs\.CE)$/,
    /\bmedical|\bclinical|\bpatients?\b|\bhealth|\bprotein|molecul|\bchemi|\bphysic|\bbrain|EEG\b|\bmotor imagery|\bscars?\b|biolog|\bdisease|\bcancer|\bclimate|\bgenom|\bgenes?\b|\bcells?\b|\bquantum|\bmaterials?\b|\bspecies\b|\bneural signals?|\bcrystal|\bmagnet|\bdualit|\bspins?\b|\btumou?r|\bmice\b|\b[DR]NA\b|\bvirus|\bvaccin|\benzym|\bcatalys|\becolog|\bplanet|\bgalax|\bvolcan|\bocean|\bearthquake|\bfossil|\bbacteri|\bCOVID|\blithium|superconduct|semiconduct|ferroelectr|\belectrolyt|microscop|spectroscop|\bglaci|\bice[- ]sheet/gi,
  ],
  [
    'methods',
    /^(?:cs\.(?:LG|NE|AI)|stat\.)/,
    /representation(?:s|al)? learning|representational|\binvarian|equivarian|generali[sz]ation|\bbounds?\b|\boptimi[sz]|\bgradient|regulari[sz]|state space|self-supervised|contrastive|\bkernel|\bGaussian|convergence|reinforcement learning|distillation|low-rank|quanti[sz]|\bpretrain|noisy labels|\bsupervised|\bbandits?\b|\bPDEs?\b|causal/gi,
  ],
  [
    'computing',
    /^(?:cs\.(?:DS|IT|CC|SE|PL|NI|DC|AR|LO|FL|DM|GT|NA|OS|PF|SC|CG|ET|HC)$|math\.)/,
    /\balgorithms?\b|complexity|polynomial|\btheorem|\bproofs?\b|\bgraphs?\b|structural equation|\bcompiler|\bdistributed|\bnetworks? protocol|\bwireless|\bvoting|\belections?\b|NP-hard|\balgebra/gi,
  ],
];

/** Broad categories, which papers of any subject have. */
const BROAD = /^(?:cs\.(?:LG|AI|NE)|stat\.)/;

/** Categories of computing and its neighbours. Without one of them a paper's subject is decided by its category alone. */
const COMPUTING = /^(?:cs|stat|eess|econ|q-fin)\./;

/** Points for a subject's category, for a broad one, and for each word in title, keywords and abstract. */
const POINTS = { category: 5, broad: 2, title: 4, keyword: 1.5, abstract: 0.75 };
/** The most words of one text that count. */
const WORDS_COUNTED = 8;

type Sortable = { title: string; abstract: string } & { [K in 'keywords' | 'categories']?: readonly string[] | undefined };

/**
 * The subject of a paper, by its first arXiv category and its words; of physics or mathematics by its category alone. The same
 * paper always has the same subject.
 */
export function subjectOf(paper: Sortable): Subject {
  const [category = ''] = paper.categories ?? [];
  const filedUnder = TABLE.find(([, categories]) => categories.test(category))?.[0];
  if (filedUnder && !paper.categories?.some((one) => COMPUTING.test(one))) return filedUnder;
  const keywords = (paper.keywords ?? []).join('; ');
  let best: { subject: Subject; points: number } = { subject: 'other', points: 0 };
  for (const [subject, categories, words] of TABLE) {
    const count = (text: string) => Math.min(WORDS_COUNTED, text.match(words)?.length ?? 0);
    const filed = categories.test(category) ? (BROAD.test(category) ? POINTS.broad : POINTS.category) : 0;
    const points =
      filed + POINTS.title * count(paper.title) + POINTS.keyword * count(keywords) + POINTS.abstract * count(paper.abstract);
    if (points > best.points) best = { subject, points };
  }
  return best.subject;
}
