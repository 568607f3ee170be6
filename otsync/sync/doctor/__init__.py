"""`otsync doctor`: looks at everything, says what it sees in calm sentences, and with `--repair` puts back what is certain."""
