// The table of documents: keys, widths and the menu of a row. What the keys mean is the page's.
#pragma once

#include <QTableView>

namespace embedscope {

class DocumentsTable : public QTableView
{
    Q_OBJECT

public:
    explicit DocumentsTable(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    QList<int> selectedRows() const; ///< ascending
    void setNarrow(bool narrow); ///< hides the column of times
    void keyboardSearch(const QString& search) override; ///< always in the names

signals:
    void openRequested(int row);
    void removeRequested(const QList<int>& rows);
    void pauseRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setWidths();
    void fitRemark();
    bool m_narrow = false;
};

}
