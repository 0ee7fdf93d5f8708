/** To be imported first by a long suite that tries all of what the quick one of its name tries a sample of. */
process.env['SAMPLES'] = 'whole';
