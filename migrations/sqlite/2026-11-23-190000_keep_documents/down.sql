DROP TABLE documents;
DROP TABLE file_gaps;
DROP TABLE file_pages;
DROP TABLE files;
