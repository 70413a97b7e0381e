update mentions set told = 'name	leopold' where edited_at is not null;
