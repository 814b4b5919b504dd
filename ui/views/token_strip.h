// The tokens of a text as chips in rows: pieces of one word joined, ids below, special tokens and those of
// the prompt set apart. Painted; its height follows its width.
#pragma once

#include "ui/models/token_rows.h"

#include <QColor>
#include <QWidget>

namespace embedscope {

class TokenStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TokenStrip(QWidget* parent = nullptr);

    void setTokens(const QList<TokenRow>& tokens);
    int count() const { return static_cast<int>(m_chips.size()); }

    struct Colours
    {
        QColor fill, border, ink;
    };
    static Colours coloursOf(TokenRow::Part part);
    static constexpr int kMostShown = 600; ///< more would only be a wall

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Chip
    {
        TokenRow token;
        bool apart = true; ///< from the one before
        QRect rect;
    };
    QString spokenToken(const TokenRow& token) const;
    void fitToWidth();
    int layOut(QList<Chip>& chips, int width) const;
    int width(const Chip& chip) const;

    QList<Chip> m_chips;
};

}
