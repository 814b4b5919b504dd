// The tokens of a text as chips in rows: pieces of one word joined, ids below, special tokens set apart.
// Painted; its height follows its width.
#pragma once

#include "ui/models/workbench.h"

#include <QWidget>

namespace embedscope {

class TokenStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TokenStrip(QWidget* parent = nullptr);

    void setTokens(const QList<Workbench::TokenRow>& tokens);
    int count() const { return static_cast<int>(m_chips.size()); }

    static constexpr int kMostShown = 600; ///< more would only be a wall

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Chip
    {
        QString text, piece;
        int id = 0;
        bool special = false, beginsWord = true;
        QRect rect;
    };
    void fitToWidth();
    int layOut(QList<Chip>& chips, int width) const;
    int width(const Chip& chip) const;

    QList<Chip> m_chips;
};

}
