DROP TABLE regularisations;
