import fc from 'fast-check';

// One seed, so that a run says something about the code and not about chance. SEED=$RANDOM npm test looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_261_129) });
