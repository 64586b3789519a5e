//! 导入: a sheet read twice: once for the preview, which writes nothing, once for the import, all or nothing.
