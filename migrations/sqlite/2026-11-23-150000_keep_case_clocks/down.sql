DROP TABLE case_clocks;
