DROP INDEX case_clocks_open;
